"""The original system's producer: a connection for every request, no confirms.

The queue is declared passively, since its arguments are Warren's; the original declared it plainly.
"""

import os
import uuid

import pika
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
parameters = pika.URLParameters(os.environ["RABBITMQ_URL"])


class Evento(BaseModel):
    id: str
    tipo: str
    payload: dict


@app.post("/send", status_code=202)
def send(evento: Evento):
    message_id = str(uuid.uuid4())
    connection = pika.BlockingConnection(parameters)
    channel = connection.channel()
    channel.queue_declare(queue="mensajes", passive=True)
    channel.basic_publish(
        exchange="",
        routing_key="mensajes",
        body=evento.json().encode("utf-8"),
        properties=pika.BasicProperties(
            content_type="application/json", delivery_mode=2, message_id=message_id
        ),
    )
    connection.close()
    return {"messageId": message_id}
