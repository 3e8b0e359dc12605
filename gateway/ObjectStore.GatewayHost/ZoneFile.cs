using Microsoft.Extensions.Configuration;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.GatewayHost;

/// <summary><c>Gateway:ZoneFile</c>: a file whose first line is the zone, in place of <c>Gateway:Zone</c>. Where there is no such file there is no zone.</summary>
internal static class ZoneFile
{
    private const string Setting = "Gateway:ZoneFile";

    /// <summary>Sets <c>Gateway:Zone</c> to what the file says.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or both settings are given.</exception>
    public static void Apply(IConfigurationManager configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } file) return;
        if (configuration["Gateway:Zone"] is { Length: > 0 }) throw new SettingsException($"Either Gateway:Zone or {Setting} is set, and not both.");
        if (File.Exists(file)) configuration.AddInMemoryCollection([new("Gateway:Zone", FileSetting.Read("", file))]);
    }
}
