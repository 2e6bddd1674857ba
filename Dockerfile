# The server alone, without what only tests and development need. Data is in /data.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
# on: with the browser for a paired WhatsApp phone, and the letters of Chinese and Tamil.
ARG CHROMIUM=off
RUN if [ "$CHROMIUM" = on ]; then \
      apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-core fonts-noto-cjk \
      && rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
COPY channels channels
COPY knowledge knowledge
# The code stays root's: whoever takes over the process can't change it.
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((live) => process.exit(live.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
