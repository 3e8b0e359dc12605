namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Restoring of fragments that are missing or damaged. Of several pools of a store the first one's holds.</summary>
public sealed record StoragePoolRepair
{
    /// <summary>Bytes that are restored at most per second.</summary>
    public long BytesPerSecond { get; init; } = 209_715_200;

    /// <summary>Seconds that a device is down before its fragments are rebuilt elsewhere. Longer than a restart of its machine takes.</summary>
    public int DownOutSeconds { get; init; } = 600;
}
