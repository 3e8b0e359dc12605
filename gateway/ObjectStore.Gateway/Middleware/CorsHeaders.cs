using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.S3.Cors;

namespace ObjectStore.Gateway.Middleware;

/// <summary>What answers tell browsers about other origins (Fetch standard, "CORS protocol").</summary>
internal static class CorsHeaders
{
    private const string AnyOrigin = "*";

    /// <summary>All headers that may be set here.</summary>
    public static readonly string[] Names =
    [
        "Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers",
        "Access-Control-Allow-Credentials", "Access-Control-Max-Age", "Vary",
    ];

    /// <summary>Sets the headers of an answer to a request that comes from a script, when a rule is about it. Rules that cannot be read allow no script anything.</summary>
    public static void Add(HttpContext http, BucketConfiguration configuration)
    {
        var request = http.Request;
        if (request.Headers.Origin.Count == 0 || !configuration.TryGetCors(out var rules)) return;
        var origin = request.Headers.Origin.ToString();
        var asked = request.Headers.AccessControlRequestMethod.ToString();
        if (rules.Find(origin, asked.Length > 0 ? asked : request.Method, []) is { } rule) Set(http.Response.Headers, rule, origin);
    }

    /// <summary>Sets the headers that a rule gives.</summary>
    public static void Set(IHeaderDictionary headers, CorsRule rule, string origin)
    {
        var isAny = rule.AllowedOrigins.Contains(AnyOrigin);
        headers.AccessControlAllowOrigin = isAny ? AnyOrigin : origin;
        headers.AccessControlAllowMethods = string.Join(", ", rule.AllowedMethods);
        if (!isAny) headers.AccessControlAllowCredentials = "true";
        if (rule.ExposeHeaders.Count > 0) headers.AccessControlExposeHeaders = string.Join(", ", rule.ExposeHeaders);
        if (rule.MaxAgeSeconds is { } age) headers.AccessControlMaxAge = age.ToString(CultureInfo.InvariantCulture);
        headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
    }
}
