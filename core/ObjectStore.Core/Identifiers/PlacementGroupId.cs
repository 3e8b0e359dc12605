using System.Globalization;

namespace ObjectStore.Core.Identifiers;

/// <summary>Identity of a placement group; never reused. Keys name groups, not devices.</summary>
public readonly record struct PlacementGroupId(uint Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
