# The service alone:           docker build --build-arg NODE_IMAGE=node@sha256:… -t listcast .
# With simulated platforms:    docker build -t listcast-sandbox --target sandbox .

# Node comes from the official image alone. A tag may point to another image tomorrow: production is built only from an
# image named by its digest (docs/deployment.md says how to get it).
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Strict: fails where the image's Node is older than package.json asks for.
RUN npm ci --omit=dev --engine-strict --no-audit --no-fund

FROM ${NODE_IMAGE} AS service
WORKDIR /app
ENV HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
# The commands for operators: they need the service's database and settings.
COPY scripts/shared ./scripts/shared
COPY scripts/after-restore.ts scripts/cards.ts scripts/doctor.ts scripts/keys.ts scripts/people.ts scripts/privacy.ts ./scripts/
COPY scripts/doctor ./scripts/doctor
USER node
# The embedded PostgreSQL and generated keys; stays empty with DATABASE_URL. The server's binaries bring their own
# libraries, but for libstdc++ and libgcc, which this base image has.
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]

# Starts without credentials; the simulators listen on 127.0.0.1, so run it with --network host.
FROM service AS sandbox
COPY simulators ./simulators
COPY hubspot-project/src/app/app-hsmeta.json ./hubspot-project/src/app/
COPY hubspot-project/src/app/webhooks ./hubspot-project/src/app/webhooks
COPY hubspot-project/src/app/workflow-actions ./hubspot-project/src/app/workflow-actions
ENV HOST=127.0.0.1

# The default: refuses to start without the HubSpot app's credentials.
FROM service AS production
ENV NODE_ENV=production
ARG NODE_IMAGE
RUN case "$NODE_IMAGE" in *@sha256:*) ;; *) echo "NODE_IMAGE must name the Node image by its digest (node@sha256:…), not $NODE_IMAGE: see docs/deployment.md" >&2; exit 1 ;; esac
