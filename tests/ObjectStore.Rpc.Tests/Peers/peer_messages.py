"""Message classes from the descriptors that the test hands over, so that both sides are made from the same proto files."""
import base64
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def load(descriptors):
    pool = descriptor_pool.DescriptorPool()
    for text in descriptors:
        pool.AddSerializedFile(base64.b64decode(text))
    factory = message_factory.MessageFactory(pool)
    return lambda name: factory.GetPrototype(pool.FindMessageTypeByName(name))
