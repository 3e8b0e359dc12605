using Microsoft.AspNetCore.Http;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Websites;

namespace ObjectStore.Gateway.Websites;

/// <summary>One request to the website of a bucket.</summary>
/// <param name="Context">The request as one for an object, nobody's; its key is that of what is looked for now.</param>
/// <param name="Website">How the bucket is shown.</param>
/// <param name="Asked">The key that was asked for, or null for the root.</param>
internal sealed record WebsiteVisit(S3Context Context, WebsiteConfiguration Website, ObjectKey? Asked)
{
    private const byte Slash = (byte)'/';

    /// <summary>Where proxies tell which protocol they were asked by.</summary>
    private static readonly string[] ProxyHeaders = ["X-Forwarded-Proto", "Forwarded"];

    /// <summary>The key that was asked for; empty for the root.</summary>
    public string AskedText { get; } = Asked?.ToString() ?? "";

    /// <summary>Whether an index document is asked for.</summary>
    public bool IsFolder => Asked is not { } key || key.Utf8[^1] == Slash;

    /// <summary>How the website was asked. Whether a proxy is to be trusted does not matter: addresses that leave the protocol open are right for everybody.</summary>
    public WebsiteOrigin Origin => new(ProxyHeaders.Any(Context.Request.Headers.ContainsKey) ? null : Context.Request.Scheme, Context.Request.Host.Value ?? "");

    /// <summary>Answers with a redirect.</summary>
    public void Redirect(int status, string location)
    {
        ErrorAnswer.Reset(Context.Response.HttpContext);
        Context.Response.Headers.Location = location;
        Context.Response.StatusCode = status;
        if (status != StatusCodes.Status304NotModified) Context.Response.ContentLength = 0;
    }

    /// <summary>Answers with the redirect of the first rule that is about the request; false when none is.</summary>
    /// <param name="error">What it ended in; null before anything is looked for.</param>
    public bool TryRedirectByRule(S3Error? error)
    {
        if (Website.FindRule(AskedText, error?.Status) is not { } rule) return false;
        Redirect(rule.Redirect.Status ?? RoutingRedirect.DefaultStatus, RedirectLocation.Of(rule, AskedText, Origin));
        return true;
    }
}
