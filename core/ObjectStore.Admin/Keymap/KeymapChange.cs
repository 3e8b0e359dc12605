using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Admin.Keymap;

/// <summary>What the routes that change the keymap have in common: they find the partition of a place, and tell what became of the change.</summary>
internal sealed class KeymapChange(IKeymapControl keymap, Places places)
{
    /// <summary>The bound at a place, and the entry of the partition that holds it.</summary>
    public async ValueTask<(byte[] Bound, KeymapEntry Entry)> FindAsync(string place, CancellationToken cancellationToken)
    {
        var bound = await places.ParseAsync(place, cancellationToken);
        return (bound, Places.EntryOf(await keymap.ListAsync(cancellationToken), bound));
    }

    /// <summary>Answers with the result of a change, or refuses.</summary>
    /// <param name="request">The request.</param>
    /// <param name="change">Its name.</param>
    /// <param name="entry">The partition as it was before.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="detail">What to say when it has happened.</param>
    public async Task AnswerAsync(AdminRequest request, string change, KeymapEntry entry, KeymapOutcome outcome, string detail)
    {
        if (outcome != KeymapOutcome.Applied) throw Refusal(outcome);
        var names = new Dictionary<ulong, string?>();
        var start = await places.FormatAsync(entry.Start, names, request.Aborted);
        var end = await places.FormatAsync(entry.End, names, request.Aborted);
        await request.AnswerAsync(new ChangeResult(change, start, end, detail), AdminJson.Default.ChangeResult);
    }

    private static AdminException Refusal(KeymapOutcome outcome) => outcome switch
    {
        KeymapOutcome.NoSuchPartition => AdminException.Conflict("Busy", "The partition has changed meanwhile: look at the keymap and try again."),
        KeymapOutcome.NoSuchDatabase => AdminException.NotFound("NoSuchDatabase", "No database of this name is declared, or it is draining."),
        KeymapOutcome.InvalidPosition => AdminException.Invalid("The place is not one where this can be done: it is outside, a bound already, or the neighbour lies in another database."),
        _ => AdminException.Conflict("Busy", "Another change of the partition is under way."),
    };
}
