using System.Net;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>Addresses that are needed before options are validated.</summary>
public static class EndpointSetting
{
    /// <summary>An address with a port.</summary>
    /// <exception cref="SettingsException">It is not one; the message names the setting.</exception>
    public static IPEndPoint Parse(string setting, string value) =>
        IPEndPoint.TryParse(value, out var endpoint) ? endpoint : throw new SettingsException($"{setting} '{value}' is not an address with a port.");
}
