using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Core.Errors;
using ObjectStore.CuratorHost;
using ObjectStore.Identities;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

try
{
    await RunAsync(args);
    return 0;
}
catch (Exception exception) when (exception is SettingsException or OptionsValidationException || exception is StorageException { Code: StorageErrorCode.Refused })
{
    await Console.Error.WriteLineAsync($"objectstore-curator: {exception.Message.ReplaceLineEndings(" ")}");
    return 2;
}
catch (OperationCanceledException)
{
    // Asked to stop while it was starting.
    return 0;
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"objectstore-curator: {exception.Message}");
    return 2;
}

static async Task RunAsync(string[] args)
{
    var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Configuration.AddObjectStoreSettings(args, new Dictionary<string, string?>());
    builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
    builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning);
    builder.Services.AddObjectStoreCuratorHost(builder.Configuration);

    var admin = builder.Configuration.GetSection(AdminOptions.SectionName).Get<AdminOptions>() ?? new AdminOptions();
    var root = RootCredentials.FromEnvironment(EndpointSetting.Parse("Admin:Endpoint", admin.Endpoint));
    var identities = builder.Configuration.GetSection(IdentitiesOptions.SectionName).Get<IdentitiesOptions>() ?? new IdentitiesOptions();
    builder.Services.AddSingleton<ICredentialSource>(ConfiguredCredentials.Of(identities, root));

    using var host = builder.Build();
    SettingsCheck.Run(host.Services);
    using (var stopping = new StopSignals()) await host.Services.GetRequiredService<CatalogStart>().OpenAsync(stopping.Token);
    await host.StartAsync();
    await Console.Out.WriteLineAsync($"Curator serves {admin.Endpoint} for administration.");
    await host.WaitForShutdownAsync();
}
