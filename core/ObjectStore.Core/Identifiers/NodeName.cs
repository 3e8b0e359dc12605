namespace ObjectStore.Core.Identifiers;

/// <summary>Name of a storage node (our process, not the machine), unique in its cluster.</summary>
public readonly record struct NodeName(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
