using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ObjectStore.S3.Tests.Auth;

/// <summary>Requests as Kestrel would hand them over.</summary>
internal static class TestRequest
{
    public static HttpRequest Create(string method, string rawTarget, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = rawTarget;
        context.Request.Method = method;
        foreach (var (name, value) in headers) context.Request.Headers[name] = value;
        return context.Request;
    }

    public static void SetTarget(this HttpRequest request, string rawTarget) =>
        request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = rawTarget;

    public static string Target(this HttpRequest request) =>
        request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
