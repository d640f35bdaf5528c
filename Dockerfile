# Foothold as an image: `docker build -t foothold .`; how to run it: docs/operating.md.
# deploy/rehearse runs the same steps without Docker.

FROM python:3.12-slim-trixie AS build
WORKDIR /src
RUN python -m venv /opt/foothold
COPY requirements.txt ./
RUN /opt/foothold/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY jobs jobs
COPY storage storage
COPY config config
COPY rules rules
RUN /opt/foothold/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim-trixie
# pg_dump, pg_restore and psql, for backups of PostgreSQL up to their own version (17).
# A font with Chinese letters, for pictures in chat.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin foothold \
    && install -d -o foothold -g foothold -m 0700 /data
COPY --from=build /opt/foothold /opt/foothold
COPY deploy/healthy.py /opt/foothold/healthy.py
ENV PATH=/opt/foothold/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FOOTHOLD_HOME=/data \
    FOOTHOLD_HOST=0.0.0.0
USER foothold
WORKDIR /data
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "/opt/foothold/healthy.py"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["foothold"]
CMD ["run"]
