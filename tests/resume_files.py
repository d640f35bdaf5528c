"""Resume files as people send them, made byte by byte: .docx with tables, .pdf with fonts."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
    b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
_DESCENDANT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
)


def paragraph(text: str) -> str:
    """Give a paragraph; a tab in the text is a tab."""
    runs = "<w:r><w:tab/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in text.split("\t")
    )
    return f"<w:p>{runs}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """Give a table; a cell that begins with < is markup already."""
    cells = (
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
        for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def box(content: str) -> str:
    """Give a paragraph with a text box, written twice as Word does."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def docx(*blocks: str) -> bytes:
    """Give a document of blocks."""
    inner = f"<w:body>{''.join(blocks)}</w:body>"
    body = f'<?xml version="1.0"?><w:document xmlns:w="{_W}">{inner}</w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode()})


def zipped(files: dict[str, bytes]) -> bytes:
    """Give a zip of files."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def pdf(*pages: Sequence[str]) -> bytes:
    """Give a PDF whose font maps two bytes to one character, as Word and WPS print Chinese."""
    objects = [
        b"",  # the catalogue, the pages
        b"",
        _FONT,
        _DESCENDANT,
        _stream(_to_unicode(sorted({c for lines in pages for line in lines for c in line}))),
    ]
    kids = []
    for lines in pages:
        content = "BT /F1 10 Tf 50 800 Td 14 TL\n"
        content += "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
        objects.append(_stream((content + "ET").encode()))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _numbered(objects)


def _to_unicode(characters: Sequence[str]) -> bytes:
    """Map each character's code to itself, a hundred at a time as the format allows."""
    written = b"/CIDInit /ProcSet findresource begin begincmap"
    written += b" 1 begincodespacerange <0000> <FFFF> endcodespacerange"
    for first in range(0, len(characters), 100):
        some = [one.encode("utf-16-be").hex().encode() for one in characters[first : first + 100]]
        pairs = b" ".join(b"<%s> <%s>" % (one, one) for one in some)
        written += b" %d beginbfchar %s endbfchar" % (len(some), pairs)
    return written + b" endcmap end"


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _numbered(objects: Sequence[bytes]) -> bytes:
    written, places = bytearray(b"%PDF-1.7\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(written)
