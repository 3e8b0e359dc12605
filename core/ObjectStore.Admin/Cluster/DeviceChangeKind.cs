namespace ObjectStore.Admin.Cluster;

/// <summary>What can be asked of devices.</summary>
internal enum DeviceChangeKind
{
    /// <summary>To be emptied.</summary>
    Drain,

    /// <summary>To stay after all.</summary>
    Undrain,

    /// <summary>To be forgotten.</summary>
    Remove,
}
