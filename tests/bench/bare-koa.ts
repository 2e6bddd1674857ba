// The reference of M9: a koa server that answers, and nothing else.
import Koa from 'koa';

const app = new Koa();
app.use((context) => {
  context.body = { status: 'ready' };
});
app.listen(Number(process.env.PORT), '127.0.0.1');
