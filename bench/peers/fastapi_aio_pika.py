"""The original system's producer put right: one connection for all, every publish confirmed."""

import os
import uuid

import aio_pika
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Evento(BaseModel):
    id: str
    tipo: str
    payload: dict


@app.on_event("startup")
async def connect():
    app.state.connection = await aio_pika.connect(os.environ["RABBITMQ_URL"])
    app.state.channel = await app.state.connection.channel(publisher_confirms=True)


@app.post("/send", status_code=202)
async def send(evento: Evento):
    message_id = str(uuid.uuid4())
    message = aio_pika.Message(
        evento.json().encode("utf-8"),
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=message_id,
    )
    exchange = app.state.channel.default_exchange
    await exchange.publish(message, routing_key="mensajes", mandatory=True)
    return {"outcome": "confirmed", "messageId": message_id}
