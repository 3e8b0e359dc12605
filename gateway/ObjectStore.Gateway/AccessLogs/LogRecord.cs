using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>One line of an access log. Pure.</summary>
/// <remarks>Source: Amazon S3 user guide, "Amazon S3 server access log format": the fields, in its order.</remarks>
internal static class LogRecord
{
    /// <summary>Parameters that are as good as a password while a presigned URL is valid.</summary>
    private static readonly string[] Secrets = ["X-Amz-Signature=", "X-Amz-Security-Token=", "Signature="];

    /// <summary>The line, with its end; ASCII.</summary>
    /// <param name="request">What to tell of.</param>
    /// <param name="bucket">Its bucket.</param>
    /// <param name="at">When it began.</param>
    /// <param name="total">How long it took.</param>
    /// <param name="turnaround">Until the first byte of its answer; null when none was sent yet.</param>
    public static string Format(in EndedRequest request, BucketRecord bucket, DateTimeOffset at, TimeSpan total, TimeSpan? turnaround)
    {
        var (http, line) = (request.Http, new StringBuilder(512));
        LogText.AppendWord(line, bucket.OwnerId);
        line.Append(' ').Append(bucket.Name);
        line.Append(CultureInfo.InvariantCulture, $" [{at.UtcDateTime:dd/MMM/yyyy:HH:mm:ss} +0000] ");
        LogText.AppendWord(line, http.Connection.RemoteIpAddress?.ToString());
        line.Append(' ');
        LogText.AppendWord(line, RequesterOf(request));
        line.Append(' ').Append(request.RequestId).Append(' ');
        var key = request.Key;
        line.Append(LogOperations.NameOf(http.Request.Method, request.Operation, key is not null, request.Website is not null)).Append(' ');
        LogText.AppendKey(line, key);
        line.Append(' ');
        LogText.AppendQuoted(line, $"{http.Request.Method} {WithoutSecrets(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)} {http.Request.Protocol}");
        AppendAnswer(line, request);

        // An answer without a body begins when all is done.
        AppendTimes(line, total, turnaround ?? (request.IsAnswered ? total : null));
        AppendClient(line, request);
        return line.Append('\n').ToString();
    }

    private static void AppendAnswer(StringBuilder line, in EndedRequest request)
    {
        var response = request.Http.Response;
        line.Append(CultureInfo.InvariantCulture, $" {response.StatusCode} ");
        LogText.AppendWord(line, ErrorOf(request.Http));
        var hasBody = request.IsAnswered && !HttpMethods.IsHead(request.Http.Request.Method) && response.ContentLength is > 0;
        AppendNumber(line, hasBody ? response.ContentLength : null);
        AppendNumber(line, SizeOf(request));
    }

    private static void AppendTimes(StringBuilder line, TimeSpan total, TimeSpan? turnaround)
    {
        AppendNumber(line, (long)total.TotalMilliseconds);
        AppendNumber(line, turnaround is { } until ? (long)until.TotalMilliseconds : null);
    }

    private static void AppendClient(StringBuilder line, in EndedRequest request)
    {
        var (http, context) = (request.Http, request.Context);
        line.Append(' ');
        LogText.AppendQuoted(line, http.Request.Headers.Referer.ToString());
        line.Append(' ');
        LogText.AppendQuoted(line, http.Request.Headers.UserAgent.ToString());
        line.Append(' ');
        LogText.AppendWord(line, context?.Query[VersionIds.Parameter]);
        line.Append(' ');
        LogText.AppendWord(line, http.Response.Headers[AmzHeaders.ExtendedRequestId].ToString());
        var signed = context is { Caller.IsAnonymous: false } ? context.Authenticated : null;
        var tls = http.Features.Get<ITlsHandshakeFeature>();
        string?[] words = [signed is null ? null : signed.IsVersion2 ? "SigV2" : "SigV4", tls?.NegotiatedCipherSuite?.ToString(), AuthenticationOf(signed), http.Request.Host.Value, TlsOf(tls)];
        foreach (var word in words)
        {
            line.Append(' ');
            LogText.AppendWord(line, word);
        }

        // Access point, and whether an access control list decided, which is not kept.
        line.Append(" - -");
    }

    private static string? RequesterOf(in EndedRequest request)
    {
        if (request.Context is not { Caller.IsAnonymous: false } context) return null;
        var caller = context.Caller.Caller;
        return caller.IsRoot || caller.IsAdmin ? context.Caller.UserId : caller.Principal.Session?.Role?.SessionArn ?? caller.Principal.Arn;
    }

    private static string? ErrorOf(HttpContext http) =>
        http.Features.Get<S3Error>() is { } error ? error.Code == S3ErrorCode.NotModified ? null : S3ErrorCatalog.NameOf(error.Code)
        : http.Response.Headers[AmzHeaders.ErrorCode].ToString() is { Length: > 0 } told ? told : null;

    /// <summary>The size of the object or part that the request is about, as far as the answer or the upload tell it.</summary>
    private static long? SizeOf(in EndedRequest request)
    {
        var response = request.Http.Response;
        if (response.StatusCode >= StatusCodes.Status300MultipleChoices) return null;
        if (LogOperations.IsWrite(request.Operation)) return request.Context?.ReceivedBytes;
        if (!LogOperations.IsRead(request.Operation)) return null;
        return response.Headers.ContentRange.ToString() is { Length: > 0 } range && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : response.ContentLength;
    }

    private static string? AuthenticationOf(AuthenticatedRequest? signed) => signed switch
    {
        null or { IsForm: true } => null,
        { IsPresigned: true } => "QueryString",
        _ => "AuthHeader",
    };

    private static string? TlsOf(ITlsHandshakeFeature? tls) => tls?.Protocol switch
    {
        System.Security.Authentication.SslProtocols.Tls12 => "TLSv1.2",
        System.Security.Authentication.SslProtocols.Tls13 => "TLSv1.3",
        _ => null,
    };

    private static void AppendNumber(StringBuilder line, long? number)
    {
        if (number is { } known) line.Append(CultureInfo.InvariantCulture, $" {known}");
        else line.Append(' ').Append(LogText.None);
    }

    /// <summary>The target, with the values of signatures and session tokens left out.</summary>
    private static string WithoutSecrets(string target)
    {
        if (!target.Contains('?', StringComparison.Ordinal)) return target;
        foreach (var name in Secrets)
        {
            for (var at = target.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = target.IndexOf(name, at + name.Length, StringComparison.OrdinalIgnoreCase))
            {
                var (from, end) = (at + name.Length, target.IndexOf('&', at));
                target = string.Concat(target.AsSpan(0, from), end < 0 ? "" : target.AsSpan(end));
            }
        }

        return target;
    }
}
