# No build step: Node runs the TypeScript as it is.
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app

# A layer of its own, which a change of our code leaves alone. No dependency needs its install script.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY app ./app
COPY checkers ./checkers
COPY views ./views

# The files stay root's: the bot can read itself, but not change itself.
USER node
# Compiled here once, not at every start of a container; with its flags, or what was compiled would not be used.
ENV NODE_COMPILE_CACHE=/home/node/.cache/outage-bot
RUN node --max-semi-space-size=2 app/compile.ts
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8000) + '/healthz', { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# As `npm start` has it: glibc would keep for later what is freed between two things that stay, 8 MB and more
# here; pieces of 64 KB and more are given back. Other C libraries pass this over.
ENV MALLOC_MMAP_THRESHOLD_=65536
# Without a shell or npm between them, SIGTERM reaches node; the bot then has its 8 seconds to finish.
# As `npm start` has it: what is young in memory may take 6 MB, where Node would let it take 100.
CMD ["node", "--max-semi-space-size=2", "app/main.ts"]
