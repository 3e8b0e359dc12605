namespace ObjectStore.Rpc.Calls;

/// <summary>A method of a service: its name on the wire and how its messages are written. Immutable.</summary>
/// <typeparam name="TRequest">What the client sends.</typeparam>
/// <typeparam name="TResponse">What the server sends.</typeparam>
public sealed class Method<TRequest, TResponse>(
    MethodType type, string serviceName, string name, Marshaller<TRequest> requestMarshaller, Marshaller<TResponse> responseMarshaller)
{
    /// <summary>How many messages each side sends.</summary>
    public MethodType Type { get; } = type;

    /// <summary>The service with its package, <c>grpc.health.v1.Health</c>.</summary>
    public string ServiceName { get; } = serviceName;

    /// <summary>The method's own name.</summary>
    public string Name { get; } = name;

    /// <summary>Path of the HTTP/2 request, <c>/grpc.health.v1.Health/Check</c>.</summary>
    public string FullName { get; } = $"/{serviceName}/{name}";

    /// <summary>Writes and reads requests.</summary>
    public Marshaller<TRequest> RequestMarshaller { get; } = requestMarshaller;

    /// <summary>Writes and reads responses.</summary>
    public Marshaller<TResponse> ResponseMarshaller { get; } = responseMarshaller;

    /// <summary>The same method with responses read another way, for a call that has a place for their bytes.</summary>
    public Method<TRequest, TOther> WithResponse<TOther>(Marshaller<TOther> marshaller) => new(Type, ServiceName, Name, RequestMarshaller, marshaller);
}
