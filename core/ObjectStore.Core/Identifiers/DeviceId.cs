namespace ObjectStore.Core.Identifiers;

/// <summary>Identity of one device for its whole life; written into its superblock and never given to another device.</summary>
public readonly record struct DeviceId(Guid Value)
{
    /// <summary>A new random identity.</summary>
    public static DeviceId New() => new(Guid.NewGuid());

    /// <inheritdoc />
    public override string ToString() => Value.ToString("D");
}
