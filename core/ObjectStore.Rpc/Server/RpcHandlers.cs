using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Server;

/// <summary>Answers a unary call.</summary>
public delegate ValueTask<TResponse> UnaryHandler<in TRequest, TResponse>(TRequest request, ServerCallContext context);

/// <summary>Answers one request with any number of responses.</summary>
public delegate Task ServerStreamingHandler<in TRequest, TResponse>(TRequest request, IAsyncStreamWriter<TResponse> responses, ServerCallContext context);

/// <summary>Answers any number of requests with one response.</summary>
public delegate Task<TResponse> ClientStreamingHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requests, ServerCallContext context);

/// <summary>Answers any number of requests with any number of responses.</summary>
public delegate Task DuplexStreamingHandler<TRequest, TResponse>(
    IAsyncStreamReader<TRequest> requests, IAsyncStreamWriter<TResponse> responses, ServerCallContext context);
