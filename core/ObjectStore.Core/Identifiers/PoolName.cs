namespace ObjectStore.Core.Identifiers;

/// <summary>Name of a storage pool: devices that are used together.</summary>
public readonly record struct PoolName(string Value)
{
    /// <summary>The pool of devices and placement groups that name none, as all did before there were several.</summary>
    public static PoolName Default { get; } = new("default");

    /// <inheritdoc />
    public override string ToString() => Value;
}
