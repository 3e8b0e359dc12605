namespace ObjectStore.Policies.Matching;

/// <summary>Matches texts with patterns in which wildcards are set apart from the characters <c>*</c> and <c>?</c> themselves.</summary>
internal static class Wildcard
{
    /// <summary>Stands for any characters, none included. A lone surrogate, which no text that came as UTF-8 holds.</summary>
    public const char Many = '\uDC2A';

    /// <summary>Stands for one character.</summary>
    public const char One = '\uDC3F';

    /// <summary>The form that <see cref="IsMatch"/> takes of a pattern in which every <c>*</c> and <c>?</c> is a wildcard.</summary>
    public static string Compile(string pattern) => pattern.Replace('*', Many).Replace('?', One);

    /// <summary>Whether the whole text matches. Takes at most the product of both lengths, and no memory.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (at, position) = (0, 0);
        var (star, resume) = (-1, 0);
        while (position < text.Length)
        {
            if (at < pattern.Length && pattern[at] == Many)
            {
                star = at++;
                resume = position;
            }
            else if (at < pattern.Length && (pattern[at] == One || pattern[at] == text[position]))
            {
                at++;
                position++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                position = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (at < pattern.Length && pattern[at] == Many) at++;
        return at == pattern.Length;
    }
}
