using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Settings of inventories; docs/inventory.md.</summary>
public sealed class InventoryOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Inventory";

    /// <summary>How often a gateway looks what is due.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LookPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a day is; shorter for tests.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DayLength { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Entries that a gateway looks at, on average.</summary>
    [Range(1L, 10_000_000L)]
    public long EntriesPerSecond { get; init; } = 5_000;

    /// <summary>Bytes after which a file is full, compressed. It is made in memory.</summary>
    [Range(1 << 10, 256 << 20)]
    public int FileBytesMax { get; init; } = 16 << 20;

    /// <summary>Entries that are read at a time.</summary>
    [Range(1, 1_000)]
    public int PageEntries { get; init; } = 1_000;
}

/// <summary>Checks the annotations of <see cref="InventoryOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class InventoryOptionsValidator : IValidateOptions<InventoryOptions>;
