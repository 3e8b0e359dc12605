using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.Identities;
using ObjectStore.S3.Auth;
using ObjectStore.Standalone;
using ObjectStore.Standalone.Startup;
using ObjectStore.Standalone.Storage;
using ObjectStore.Telemetry.Hosting;

try
{
    if (args is ["inspect", .. var rest]) return await InspectCommand.RunAsync(rest, Console.Out);
    await RunAsync(args);
    return 0;
}
catch (Exception exception) when (exception is SettingsException or OptionsValidationException || exception is StorageException { Code: StorageErrorCode.Refused })
{
    await Console.Error.WriteLineAsync($"objectstore: {exception.Message.ReplaceLineEndings(" ")}");
    return 2;
}
catch (OperationCanceledException)
{
    // Asked to stop while it was starting.
    return 0;
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"objectstore: {exception.Message}");
    return 2;
}

static async Task RunAsync(string[] args)
{
    var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
    builder.Configuration.AddObjectStoreSettings(args, StandaloneOptions.Defaults);
    builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
    builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);
    builder.Services.AddObjectStoreStandalone(builder.Configuration);

    var gateway = builder.Configuration.GetSection(GatewayOptions.SectionName).Get<GatewayOptions>() ?? new GatewayOptions();
    var endpoint = EndpointSetting.Parse("Gateway:Endpoint", gateway.Endpoint);
    var identities = builder.Configuration.GetSection(IdentitiesOptions.SectionName).Get<IdentitiesOptions>() ?? new IdentitiesOptions();
    var admin = builder.Configuration.GetSection(AdminOptions.SectionName).Get<AdminOptions>() ?? new AdminOptions();
    var adminEndpoint = EndpointSetting.Parse("Admin:Endpoint", admin.Endpoint);
    var root = RootCredentials.FromEnvironment(endpoint, adminEndpoint);
    builder.Services.AddSingleton<ICredentialSource>(ConfiguredCredentials.Of(identities, root));
    builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenForS3(endpoint, gateway));

    await using var application = builder.Build();
    SettingsCheck.Run(application.Services);
    var store = application.Services.GetRequiredService<StandaloneStore>();
    if (!await CatalogWait.TryOpenAsync(application, store.OpenAsync, endpoint, adminEndpoint, gateway)) return;
    application.MapObjectStoreGateway();
    await application.StartAsync();
    StartupReport.Write(
        Console.Out,
        gateway,
        application.Services.GetRequiredService<IOptions<AdminOptions>>().Value,
        application.Services.GetRequiredService<IOptions<StandaloneOptions>>().Value,
        store,
        root);
    await application.WaitForShutdownAsync();
}
