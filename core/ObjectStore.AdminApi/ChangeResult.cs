namespace ObjectStore.AdminApi;

/// <summary>A change of the keymap that has happened, or has begun.</summary>
/// <param name="Change"><c>split</c>, <c>move</c>, <c>cancel-move</c> or <c>merge</c>.</param>
/// <param name="Start">First place of the partition that was changed; empty for the beginning of all.</param>
/// <param name="End">First place after it, before the change; empty for the end of all.</param>
/// <param name="Detail">One sentence for people.</param>
public sealed record ChangeResult(string Change, string Start, string End, string Detail);
