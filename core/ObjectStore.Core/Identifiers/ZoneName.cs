namespace ObjectStore.Core.Identifiers;

/// <summary>Name of a failure domain, from the topology label of the machine (<c>a</c>, <c>eu-west-1b</c>).</summary>
public readonly record struct ZoneName(string Value)
{
    /// <inheritdoc />
    public override string ToString() => Value;
}
