using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ObjectStore.AdminApi;
using ObjectStore.Core.Errors;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;

namespace ObjectStore.Admin.Routing;

/// <summary>Finds the route of a request, asks for an admin's signature, and writes the errors of the admin API, all as JSON.</summary>
internal sealed partial class AdminRouter(IEnumerable<IAdminRoute> routes, SigV4Verifier verifier, ILogger<AdminRouter> logger)
{
    private readonly ILookup<string, IAdminRoute> _routes = routes.ToLookup(static route => route.Path, StringComparer.Ordinal);

    /// <summary>Answers a request below <see cref="AdminPaths.Root"/>.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var authenticated = verifier.Verify(http.Request);
            if (!authenticated.Identity.IsAdmin) throw new S3Exception(S3ErrorCode.AccessDenied);
            await Find(http.Request).HandleAsync(new AdminRequest(http, authenticated));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(logger, http.Request.Path);
        }
        catch (Exception exception) when (ErrorOf(exception) is { } error)
        {
            await RefuseAsync(http, error);
        }
        catch (Exception exception)
        {
            Log.Failed(logger, exception, http.Request.Path);
            await RefuseAsync(http, new AdminException(StatusCodes.Status500InternalServerError, "InternalError", "The request failed; the log of the server says why."));
        }
    }

    /// <summary>What a client gets for an exception, or null when it is a mistake of ours.</summary>
    public static AdminException? ErrorOf(Exception exception) => exception switch
    {
        AdminException admin => admin,
        S3Exception s3 => new AdminException(s3.Error.Status, s3.Error.Code.ToString(), s3.Error.Message),
        BadHttpRequestException bad => new AdminException(bad.StatusCode, "InvalidRequest", bad.Message),
        StorageException { Code: StorageErrorCode.CorruptIndex } storage =>
            new AdminException(StatusCodes.Status500InternalServerError, storage.Code.ToString(), storage.Message),
        StorageException { Code: StorageErrorCode.Refused } storage => AdminException.Conflict(storage.Code.ToString(), storage.Message),
        StorageException storage => new AdminException(StatusCodes.Status503ServiceUnavailable, storage.Code.ToString(), storage.Message),
        _ => null,
    };

    private IAdminRoute Find(HttpRequest request)
    {
        var candidates = _routes[request.Path.Value ?? ""];
        if (candidates.FirstOrDefault(route => route.Method == request.Method) is { } route) return route;
        throw candidates.Any()
            ? new AdminException(StatusCodes.Status405MethodNotAllowed, "MethodNotAllowed", $"It is asked for with {string.Join(" or ", candidates.Select(static each => each.Method))}.")
            : AdminException.NotFound("NoSuchOperation", "There is no such operation here.");
    }

    /// <summary>Once an answer has begun, only an end without its last bytes can tell the client.</summary>
    private static async Task RefuseAsync(HttpContext http, AdminException error)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = error.Status;
        await http.Response.WriteAsJsonAsync(new ErrorBody(error.Code, error.Message), AdminJson.Default.ErrorBody, cancellationToken: http.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(8010, LogLevel.Debug, "The client of {Path} has gone.")]
        public static partial void ClientGone(ILogger logger, string path);

        [LoggerMessage(8011, LogLevel.Error, "The admin request {Path} failed.")]
        public static partial void Failed(ILogger logger, Exception exception, string path);
    }
}
