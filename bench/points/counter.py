"""The counter as one writes it in Flask: each visit adds ten in Redis and shows the total. Any WSGI server runs it."""
import os

from flask import Flask
from redis import Redis

app = Flask(__name__)
redis = Redis.from_url(os.environ["REDIS_URL"])
page = app.jinja_env.from_string("""<!DOCTYPE html>
<html lang="ru"><head><meta charset="utf-8"><title>Начисление баллов</title></head>
<body><h1 style="color:blue">Бизнес-стенд "Инновации"</h1>
<p>Начислено баллов: <strong>{{ points }}</strong></p></body></html>
""")


@app.get("/")
def visit():
    return page.render(points=redis.incrby("hits", 10))


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
