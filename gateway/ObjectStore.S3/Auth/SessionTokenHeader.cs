using Microsoft.AspNetCore.Http;

namespace ObjectStore.S3.Auth;

/// <summary>The header that carries the token of temporary credentials.</summary>
internal static class SessionTokenHeader
{
    public const string Name = "x-amz-security-token";

    /// <summary>The token; null for none, and for an empty one, which clients without a session send.</summary>
    public static string? Find(IHeaderDictionary headers) => headers.TryGetValue(Name, out var values) && values.ToString() is { Length: > 0 } token ? token : null;
}
