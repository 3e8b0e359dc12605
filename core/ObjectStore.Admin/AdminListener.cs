using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Admin;

/// <summary>Makes the server of the admin endpoint.</summary>
internal static class AdminListener
{
    /// <summary>A server that is not yet started; the caller disposes it.</summary>
    public static WebApplication Build(AdminOptions options, RequestDelegate answer, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AdminEndpoints.BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = AdminEndpoints.ConnectionsMax;
            kestrel.Listen(IPEndPoint.Parse(options.Endpoint));
        });
        var application = builder.Build();
        application.Run(answer);
        return application;
    }
}
