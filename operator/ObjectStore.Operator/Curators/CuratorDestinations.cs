using ObjectStore.Curator.Events;

namespace ObjectStore.Operator.Curators;

/// <summary>All destinations of events of a store; equal when each of them is.</summary>
internal sealed record CuratorDestinations(IReadOnlyList<CuratorDestination> All)
{
    /// <summary>No destination.</summary>
    public static CuratorDestinations None { get; } = new([]);

    /// <summary>The settings of the curator, with files in a folder.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(string folder) => All.SelectMany(destination =>
    {
        var (options, prefix) = (destination.In(folder), $"{EventOptions.SectionName}:{nameof(EventOptions.Destinations)}:{destination.Name}");
        return new (string Name, string Value)[]
        {
            (nameof(options.Url), options.Url), (nameof(options.Exchange), options.Exchange), (nameof(options.RoutingKey), options.RoutingKey), (nameof(options.TokenFile), options.TokenFile),
            (nameof(options.HmacKeyFile), options.HmacKeyFile), (nameof(options.UserFile), options.UserFile), (nameof(options.PasswordFile), options.PasswordFile), (nameof(options.CaFile), options.CaFile),
        }.Select(each => KeyValuePair.Create($"{prefix}:{each.Name}", (string?)each.Value));
    });

    /// <inheritdoc />
    public bool Equals(CuratorDestinations? other) => other is not null && All.SequenceEqual(other.All);

    /// <inheritdoc />
    public override int GetHashCode() => All.Aggregate(All.Count, static (hash, each) => HashCode.Combine(hash, each));
}
