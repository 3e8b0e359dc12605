using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Checksums;
using ObjectStore.Encryption;
using ObjectStore.Events;
using ObjectStore.Gateway.AccessLogs;
using ObjectStore.Gateway.Admission;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Compression;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Inventory;
using ObjectStore.Gateway.Metrics;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Gateway.Operations.Multipart;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Rates;
using ObjectStore.Gateway.Tiering;
using ObjectStore.Gateway.Websites;
using ObjectStore.Index.Catalog;
using ObjectStore.Lifecycle;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Body;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway;

/// <summary>Adds the S3 endpoint to a host.</summary>
public static class GatewayServices
{
    /// <summary>Longest request line: a key of 1,024 escaped bytes, a prefix and a marker of as many, and a presigned signature.</summary>
    private const int RequestLineBytesMax = 16 << 10;

    /// <summary>Room above <see cref="GatewayOptions.RequestHeaderBytesMax"/> in which a request is still read to its end; beyond it Kestrel refuses it.</summary>
    private const int HeaderBytesMargin = 64 << 10;

    private const int HeaderCountMax = 512;

    /// <summary>What a download may read ahead of its client: a few pieces, so that reading and sending overlap.</summary>
    private const int ResponseBufferBytesMax = 1 << 20;

    /// <summary>
    /// Adds the services of the endpoint. The host adds the index (<see cref="Index.IndexServiceCollectionExtensions.AddObjectStoreIndex"/>),
    /// <see cref="DataPath.IObjectData"/> and <see cref="ICredentialSource"/>, all as singletons; and <see cref="ISessionSource"/> where there are temporary credentials.
    /// </summary>
    public static IServiceCollection AddObjectStoreGateway(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<GatewayOptions, GatewayOptionsValidator>(services, configuration.GetSection(GatewayOptions.SectionName));
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayMetrics>();
        services.AddObjectStoreEvents();
        services.AddStorageClasses();
        services.AddLifecycleCalendar();
        services.AddObjectStoreEncryption(configuration);
        AddEdge(services);
        AddBuckets(services);
        AddObjects(services);
        AddRates(services, configuration);
        AddAccessLogs(services, configuration);
        AddInventories(services, configuration);
        AddTiering(services, configuration);
        services.AddHostedService<HeatReporter>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>(static (kestrel, options) => Limit(kestrel, options.Value));
        return services;
    }

    /// <summary>Answers every request that reaches this point as an S3 request, and those that Kestrel refuses before.</summary>
    public static void MapObjectStoreGateway(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<RefusedRequests>().Listen();
        var settings = app.ApplicationServices.GetRequiredService<GatewayOptions>();
        if (TrustedProxies.TryParse(settings.TrustedProxies, out var networks) && networks.Count > 0) TrustedProxies.Use(app, networks);
        CompressionLibrary.Report(app.ApplicationServices.GetRequiredService<ILoggerFactory>());
        var handler = app.ApplicationServices.GetRequiredService<S3RequestHandler>();
        app.Run(handler.HandleAsync);
    }

    /// <summary>What requests pass on their way to an operation.</summary>
    private static void AddEdge(IServiceCollection services)
    {
        services.AddSingleton(static provider => new SigV4Verifier(
            provider.GetRequiredService<ICredentialSource>(),
            new SigV4Options { Region = provider.GetRequiredService<GatewayOptions>().Region },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ISessionSource>()));
        services.AddSingleton(static provider => new RequestAuthenticator(provider.GetRequiredService<SigV4Verifier>(), CreateVersion2(provider)));
        services.AddSingleton<Authorizer>();
        services.AddSingleton<DocumentAuthorizer>();
        services.AddSingleton(static provider =>
            new FairAdmission(provider.GetRequiredService<GatewayOptions>().ConcurrentRequestsMax, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new DocumentBudget(provider.GetRequiredService<GatewayOptions>().DocumentMemoryBytesMax));
        services.AddSingleton<OperationTable>();
        services.AddSingleton<RequestIds>();
        services.AddSingleton<RefusedRequests>();
        services.AddSingleton<WebsitePages>();
        services.AddSingleton<WebsiteServer>();
        services.AddSingleton<S3RequestHandler>();
    }

    /// <summary>What operations on buckets share.</summary>
    private static void AddBuckets(IServiceCollection services)
    {
        services.AddSingleton(static provider => new ConfigurationLease(
            provider.GetRequiredService<ICatalog>(), isAlone: provider.GetService<SoleGateway>() is not null, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BucketDirectory>();
        services.AddSingleton<BucketChanges>();
        services.AddSingleton<AclReader>();
        services.AddSingleton<BucketListing>();
        services.AddSingleton<EventAnnouncer>();
        services.AddSingleton<EventDestinations>();
        services.AddSingleton<ReplicationTargets>();
    }

    /// <summary>What operations on objects and uploads share.</summary>
    private static void AddObjects(IServiceCollection services)
    {
        services.AddSingleton<ObjectOwners>();
        services.AddSingleton<ObjectLookup>();
        services.AddSingleton<ObjectReader>();
        services.AddSingleton<ObjectSender>();
        services.AddSingleton<ObjectUpdates>();
        services.AddSingleton<ArchivedObjects>();
        services.AddSingleton<WriteTermsReader>();
        services.AddSingleton<ObjectCommits>();
        services.AddSingleton<RoomCheck>();
        services.AddSingleton<DataKeys>();
        services.AddSingleton<CompressionMetrics>();
        services.AddSingleton<ObjectWrites>();
        services.AddSingleton<ObjectParts>();
        services.AddSingleton<FramedObjects>();
        services.AddSingleton<ObjectRuns>();
        services.TryAddSingleton(static provider => new Md5Scheduler(provider.GetRequiredService<GatewayOptions>().ConcurrentRequestsMax));
        services.AddSingleton<ObjectBodies>();
        services.AddSingleton<CopySources>();
        services.AddSingleton<UploadLookup>();
        services.AddSingleton<PartCommit>();
        services.AddSingleton<PartSelection>();
    }

    private static void AddRates(IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<RatesOptions, RatesOptionsValidator>(services, configuration.GetSection(RatesOptions.SectionName));
        services.AddSingleton<RateShare>();
        services.AddHostedService(static provider => provider.GetRequiredService<RateShare>());
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<KnownUserLimits>();
        services.AddHostedService<UserLimitsFollower>();
        services.AddSingleton<RequestGate>();
    }

    private static void AddAccessLogs(IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<AccessLogOptions, AccessLogOptionsValidator>(services, configuration.GetSection(AccessLogOptions.SectionName));
        services.AddSingleton<ServiceAccess>();
        services.AddSingleton<ServiceObjects>();
        services.AddSingleton<AccessLogMetrics>();
        services.AddSingleton<AccessLogBook>();
        services.AddHostedService<AccessLogWriter>();
    }

    private static void AddInventories(IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<InventoryOptions, InventoryOptionsValidator>(services, configuration.GetSection(InventoryOptions.SectionName));
        services.AddSingleton<InventoryMetrics>();
        services.AddSingleton<InventoryClaims>();
        services.AddSingleton<InventoryRunner>();
        services.AddHostedService<InventoryService>();
    }

    private static void AddTiering(IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<TieringOptions, TieringOptionsValidator>(services, configuration.GetSection(TieringOptions.SectionName));
        services.AddSingleton<AccessNoteMetrics>();
        services.AddSingleton<AccessNotes>();
        services.AddHostedService<AccessNoteWriter>();
    }

    /// <summary>Adds options, and their value for those who take it as it is.</summary>
    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, IConfigurationSection section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptionsWithValidateOnStart<TOptions, TValidator>().Bind(section);
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<TOptions>>().Value);
    }

    private static SigV2Verifier? CreateVersion2(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<GatewayOptions>();
        if (!options.AllowSignatureV2) return null;
        return new SigV2Verifier(provider.GetRequiredService<ICredentialSource>(), provider.GetRequiredService<TimeProvider>(), options.Domain);
    }

    private static void Limit(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.ResponseHeaderEncodingSelector = ObjectHeaders.EncodingOf;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.RequestHeaderBytesMax + HeaderBytesMargin;
        kestrel.Limits.MaxRequestHeaderCount = HeaderCountMax;

        // The operations bound bodies themselves: objects at 5 GiB, documents at a few MiB.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxResponseBufferSize = ResponseBufferBytesMax;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(options.RequestBytesPerSecondMin, options.SlowRequestGrace);
    }
}
