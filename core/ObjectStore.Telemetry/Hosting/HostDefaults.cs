using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>What every process of the product does alike: where settings come from, and how it logs.</summary>
public static class HostDefaults
{
    /// <summary>Prefix of environment variables, <c>OBJECTSTORE__Section__Name</c>.</summary>
    public const string EnvironmentPrefix = "OBJECTSTORE__";

    // While Hosting.Diagnostics may log at all, the server makes an activity for every request.
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Microsoft"] = nameof(LogLevel.Warning),
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = nameof(LogLevel.None),
    };

    /// <summary>Settings as <see cref="AddObjectStoreSettings"/>, and a log of single lines on the console.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or an argument is not a setting.</exception>
    public static void UseObjectStoreDefaults(this IHostApplicationBuilder builder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> defaults)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddObjectStoreSettings(arguments, defaults);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true);
    }

    /// <summary>
    /// Replaces all sources by ours, later ones win: log levels of the framework, <paramref name="defaults"/> of the process, the file named by <c>--config</c>
    /// (YAML or JSON), environment variables, the command line (<c>--Section:Name value</c>).
    /// </summary>
    /// <exception cref="SettingsException">The file cannot be read, or an argument is not a setting.</exception>
    public static void AddObjectStoreSettings(
        this IConfigurationBuilder configuration, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> defaults)
    {
        var settings = CommandLineSettings.Parse(arguments);
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(LogLevels);
        configuration.AddInMemoryCollection(defaults);
        if (settings.ConfigFile is { } file) SettingsFile.AddTo(configuration, file);
        configuration.AddEnvironmentVariables(EnvironmentPrefix);
        configuration.AddInMemoryCollection(settings.Values);
    }
}
