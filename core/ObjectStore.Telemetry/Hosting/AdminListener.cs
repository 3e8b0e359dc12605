using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>Makes the server of an admin endpoint, apart from what the process serves, so that load there never shuts out metrics, health and administration.</summary>
public static class AdminListener
{
    /// <summary>No request there has a body of note.</summary>
    private const long BodyBytesMax = 64 << 10;

    /// <summary>Connections that are served at once.</summary>
    private const long ConnectionsMax = 100;

    /// <summary>A server that is not yet started; the caller disposes it.</summary>
    /// <param name="endpoint">Address with a port, validated.</param>
    /// <param name="answer">Answers every request.</param>
    /// <param name="loggers">Where it logs.</param>
    public static WebApplication Build(string endpoint, RequestDelegate answer, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Listen(IPEndPoint.Parse(endpoint));
        });
        var application = builder.Build();
        application.Run(answer);
        return application;
    }
}
