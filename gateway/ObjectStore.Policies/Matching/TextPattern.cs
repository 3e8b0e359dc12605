using System.Text;

namespace ObjectStore.Policies.Matching;

/// <summary>A text of a policy that may hold wildcards and variables. Immutable.</summary>
/// <remarks>
/// Source: IAM user guide, "IAM policy elements: Variables and tags". What a variable stands for is taken literally, so that a user's name holds no
/// wildcards. A variable that the request has not, and that has no default, makes the pattern match nothing.
/// </remarks>
internal sealed class TextPattern
{
    private const string VariableStart = "${";

    private readonly string? _compiled;
    private readonly IReadOnlyList<Piece> _pieces;

    private TextPattern(string source, string? compiled, IReadOnlyList<Piece> pieces)
    {
        Source = source;
        _compiled = compiled;
        _pieces = pieces;
    }

    /// <summary>A piece of fixed text, or a variable with its default.</summary>
    private readonly record struct Piece(string? Text, string Variable, string? Default);

    /// <summary>As it stood in the policy.</summary>
    public string Source { get; }

    /// <summary>Whether a request decides what it stands for.</summary>
    public bool HasVariables => _compiled is null;

    /// <summary>Takes a text apart. Where a variable is not well formed, the text stands for itself.</summary>
    /// <param name="text">As in the policy.</param>
    /// <param name="hasWildcards">Whether <c>*</c> and <c>?</c> are wildcards.</param>
    public static TextPattern Parse(string text, bool hasWildcards)
    {
        var pieces = new List<Piece>();
        var rest = text.AsSpan();
        while (rest.IndexOf(VariableStart, StringComparison.Ordinal) is var start and >= 0 && rest[start..].IndexOf('}') is var length and > 0)
        {
            AddText(pieces, rest[..start], hasWildcards);
            AddVariable(pieces, rest.Slice(start + VariableStart.Length, length - VariableStart.Length));
            rest = rest[(start + length + 1)..];
        }

        AddText(pieces, rest, hasWildcards);
        var isFixed = pieces.TrueForAll(static piece => piece.Text is not null);
        return new TextPattern(text, isFixed ? string.Concat(pieces.Select(static piece => piece.Text)) : null, pieces);
    }

    /// <summary>Whether the whole text matches, with the values that variables have in the request.</summary>
    public bool IsMatch(ReadOnlySpan<char> text, PolicyRequest request) => Expand(request) is { } pattern && Wildcard.IsMatch(pattern, text);

    /// <summary>The text with values for variables, wildcards as <see cref="Wildcard"/> marks them; null when a variable has no value.</summary>
    public string? Expand(PolicyRequest request)
    {
        if (_compiled is not null) return _compiled;
        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            if (piece.Text is not null)
            {
                text.Append(piece.Text);
                continue;
            }

            // Only keys with a single value can be variables.
            var value = request.Keys.Find(piece.Variable) is [var only] ? only : piece.Default;
            if (value is null) return null;
            text.Append(value);
        }

        return text.ToString();
    }

    private static void AddText(List<Piece> pieces, ReadOnlySpan<char> text, bool hasWildcards)
    {
        if (!text.IsEmpty) pieces.Add(new Piece(hasWildcards ? Wildcard.Compile(text.ToString()) : text.ToString(), "", null));
    }

    private static void AddVariable(List<Piece> pieces, ReadOnlySpan<char> inside)
    {
        if (inside is "*" or "?" or "$")
        {
            pieces.Add(new Piece(inside.ToString(), "", null));
            return;
        }

        var comma = inside.IndexOf(',');
        var name = comma < 0 ? inside : inside[..comma];
        var fallback = comma < 0 ? null : inside[(comma + 1)..].Trim().Trim('\'').ToString();
        pieces.Add(new Piece(null, ConditionKeyName.Normalize(name.Trim().ToString()), fallback));
    }
}
