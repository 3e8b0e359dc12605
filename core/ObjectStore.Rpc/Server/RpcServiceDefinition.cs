using Microsoft.AspNetCore.Http;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Rpc.Server;

/// <summary>Methods with their handlers and with the roles that may call them. Filled before the server starts, then only read.</summary>
public sealed class RpcServiceDefinition
{
    private readonly Dictionary<string, BoundMethod> _methods = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, BoundMethod> Methods => _methods;

    /// <summary>Adds a unary method.</summary>
    public RpcServiceDefinition AddUnary<TRequest, TResponse>(Method<TRequest, TResponse> method, PeerRoles callers, UnaryHandler<TRequest, TResponse> handler) =>
        Bind(method, callers, async (requests, http, context, bytesMax) =>
        {
            var request = await ReadOneAsync(requests, context).ConfigureAwait(false);
            var response = await handler(request, context).ConfigureAwait(false);
            requests.Release();
            new MessageWriter<TResponse>(http.Response.BodyWriter, method.ResponseMarshaller, bytesMax).Write(response);
        });

    /// <summary>Adds a method that answers with a stream.</summary>
    public RpcServiceDefinition AddServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, PeerRoles callers, ServerStreamingHandler<TRequest, TResponse> handler) =>
        Bind(method, callers, async (requests, http, context, bytesMax) =>
        {
            var request = await ReadOneAsync(requests, context).ConfigureAwait(false);
            await handler(request, Writer(method, http, context, bytesMax), context).ConfigureAwait(false);
            requests.Release();
        });

    /// <summary>Adds a method that takes a stream.</summary>
    public RpcServiceDefinition AddClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, PeerRoles callers, ClientStreamingHandler<TRequest, TResponse> handler) =>
        Bind(method, callers, async (requests, http, context, bytesMax) =>
        {
            var response = await handler(new ServerStreamReader<TRequest>(requests, context.CancellationToken), context).ConfigureAwait(false);
            requests.Release();
            new MessageWriter<TResponse>(http.Response.BodyWriter, method.ResponseMarshaller, bytesMax).Write(response);
        });

    /// <summary>Adds a method that takes and answers with streams.</summary>
    public RpcServiceDefinition AddDuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, PeerRoles callers, DuplexStreamingHandler<TRequest, TResponse> handler) =>
        Bind(method, callers, async (requests, http, context, bytesMax) =>
        {
            var reader = new ServerStreamReader<TRequest>(requests, context.CancellationToken);
            await handler(reader, Writer(method, http, context, bytesMax), context).ConfigureAwait(false);
            requests.Release();
        });

    private static ServerStreamWriter<TResponse> Writer<TRequest, TResponse>(
        Method<TRequest, TResponse> method, HttpContext http, ServerCallContext context, int bytesMax) =>
        new(http, method.ResponseMarshaller, bytesMax, context.CancellationToken);

    private static async ValueTask<TRequest> ReadOneAsync<TRequest>(MessageReader<TRequest> requests, ServerCallContext context) =>
        await requests.MoveNextAsync(context.CancellationToken).ConfigureAwait(false)
            ? requests.Current
            : throw new RpcException(new Status(StatusCode.Internal, "The call has no request."));

    private RpcServiceDefinition Bind<TRequest, TResponse>(
        Method<TRequest, TResponse> method, PeerRoles callers, Func<MessageReader<TRequest>, HttpContext, HttpServerCallContext, int, Task> serve)
    {
        _methods.Add(method.FullName, new BoundMethod(callers, (http, context, bytesMax) =>
            serve(new MessageReader<TRequest>(http.Request.BodyReader, method.RequestMarshaller, bytesMax), http, context, bytesMax)));
        return this;
    }

    /// <summary>A handler without the types of its messages.</summary>
    internal sealed record BoundMethod(PeerRoles Callers, Func<HttpContext, HttpServerCallContext, int, Task> ServeAsync);
}
