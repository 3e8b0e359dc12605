using System.Collections.Frozen;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Rpc.Server;

/// <summary>Answers gRPC calls that come in as HTTP/2 requests. Thread-safe.</summary>
public sealed partial class RpcServer
{
    private readonly FrozenDictionary<string, RpcServiceDefinition.BoundMethod> _methods;
    private readonly PeerAuthorization _authorization;
    private readonly RpcServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RpcServer> _logger;

    /// <summary>A server of these services.</summary>
    public RpcServer(
        IEnumerable<RpcServiceDefinition> services, PeerAuthorization authorization, IOptions<RpcServerOptions> options, TimeProvider time, ILogger<RpcServer> logger)
    {
        _methods = services.SelectMany(service => service.Methods).ToFrozenDictionary(StringComparer.Ordinal);
        (_authorization, _options, _time, _logger) = (authorization, options.Value, time, logger);
    }

    /// <summary>Answers one request.</summary>
    public Task HandleAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || !GrpcNames.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return CallAsync(http);
    }

    private async Task CallAsync(HttpContext http)
    {
        http.Response.ContentType = GrpcNames.ContentType;
        http.Response.Headers[GrpcNames.AcceptEncoding] = GrpcNames.IdentityEncoding;
        using var context = new HttpServerCallContext(http, _time);
        try
        {
            await FindMethod(http, context).ServeAsync(http, context, _options.MessageBytesMax).ConfigureAwait(false);

            // A handler that notices too late has answered all the same, but nobody waits for it.
            if (context.HasDeadlinePassed) throw new OperationCanceledException();
            context.WriteStatus(Status.DefaultSuccess, null);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionAbortedException or ConnectionResetException)
        {
            context.WriteStatus(context.HasDeadlinePassed
                ? new Status(StatusCode.DeadlineExceeded, "The deadline has passed.")
                : new Status(StatusCode.Cancelled, "The call was cancelled."), null);
        }
        catch (RpcException exception)
        {
            context.WriteStatus(exception.Status, exception.Trailers);
        }
        catch (StorageException exception)
        {
            var error = StorageStatus.Of(exception);
            context.WriteStatus(error.Status, error.Trailers);
        }
        catch (Exception exception)
        {
            // The edge of the call: whatever a handler throws must not end the process, and the client learns no details.
            Log.Failed(_logger, exception, context.Method);
            context.WriteStatus(new Status(StatusCode.Unknown, "The call failed."), null);
        }
    }

    private RpcServiceDefinition.BoundMethod FindMethod(HttpContext http, HttpServerCallContext context)
    {
        if (!_methods.TryGetValue(http.Request.Path.Value ?? "", out var method))
            throw new RpcException(new Status(StatusCode.Unimplemented, "There is no such method."));
        _authorization.Require(http, method.Callers);
        string? encoding = http.Request.Headers[GrpcNames.Encoding];
        if (encoding is not null && encoding != GrpcNames.IdentityEncoding)
            throw new RpcException(new Status(StatusCode.Unimplemented, $"Messages encoded as '{encoding}' are not understood."));
        if (!context.TryStartDeadline()) throw new RpcException(new Status(StatusCode.InvalidArgument, "grpc-timeout cannot be read."));
        return method;
    }

    private static partial class Log
    {
        [LoggerMessage(7000, LogLevel.Error, "The call {Method} failed.")]
        public static partial void Failed(ILogger logger, Exception exception, string method);
    }
}
