using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>A request that has been answered, or cut off.</summary>
/// <param name="Http">Request and answer.</param>
/// <param name="Context">What was known of it; null when it failed before, and for websites.</param>
/// <param name="Target">What it is about; empty when that cannot be told, and for websites.</param>
/// <param name="Website">The bucket whose website it was for, or null.</param>
/// <param name="Operation">What it asked for; null when that is nothing.</param>
/// <param name="RequestId">Its id.</param>
/// <param name="StartedAt">Timestamp of its beginning.</param>
/// <param name="IsAnswered">Whether it got a whole answer.</param>
internal readonly record struct EndedRequest(HttpContext Http, S3Context? Context, RequestTarget Target, string? Website, S3Operation? Operation, string RequestId, long StartedAt, bool IsAnswered)
{
    /// <summary>Name of the bucket as it was sent, or null.</summary>
    public string? Bucket => Website ?? Target.Bucket;

    /// <summary>The key, or null.</summary>
    public string? Key => Website is null ? (Context?.KeyOrNull ?? Target.Key)?.ToString() : Uri.UnescapeDataString(S3Context.RawPathOf(Http).TrimStart('/'));
}
