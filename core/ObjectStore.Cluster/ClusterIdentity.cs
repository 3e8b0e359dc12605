using Microsoft.Extensions.Options;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Cluster;

/// <summary>The cluster of this process. Immutable.</summary>
public sealed class ClusterIdentity
{
    /// <summary>Reads it from the settings, or the file that they name.</summary>
    /// <exception cref="SettingsException">The file cannot be read or does not hold an identity.</exception>
    public ClusterIdentity(IOptions<ClusterOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = FileSetting.Read(options.Value.Id, options.Value.IdFile);
        Id = Guid.TryParseExact(text, "D", out var id) ? id : throw new SettingsException($"'{text}' in {options.Value.IdFile} is not a cluster's identity.");
    }

    /// <summary>Its identity.</summary>
    public Guid Id { get; }
}
