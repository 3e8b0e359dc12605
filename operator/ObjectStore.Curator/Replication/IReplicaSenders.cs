namespace ObjectStore.Curator.Replication;

/// <summary>The ways to the targets of the settings.</summary>
internal interface IReplicaSenders
{
    /// <summary>Names of the targets.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The way to a target; to one that is not in the settings every attempt fails.</summary>
    IReplicaSender Of(string target);
}
