namespace ObjectStore.Curator.Events;

/// <summary>The ways to the destinations of the settings.</summary>
internal interface IEventSenders
{
    /// <summary>Names of the destinations.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The way to a destination; to one that is not in the settings every attempt fails.</summary>
    IEventSender Of(string destination);
}
