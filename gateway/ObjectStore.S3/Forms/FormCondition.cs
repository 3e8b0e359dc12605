namespace ObjectStore.S3.Forms;

/// <summary>One condition of the policy of a form on one of its fields.</summary>
/// <param name="Field">Name in lower case.</param>
/// <param name="Value">What the field has to be, or to begin with.</param>
/// <param name="IsPrefix">Whether it has to begin with it only.</param>
internal readonly record struct FormCondition(string Field, string Value, bool IsPrefix)
{
    public bool Holds(string actual)
    {
        if (!IsPrefix) return actual == Value;

        // A content type may be a list, of which each has to begin so.
        return Field == "content-type"
            ? actual.Split(',', StringSplitOptions.TrimEntries).All(HasPrefix)
            : HasPrefix(actual);
    }

    private bool HasPrefix(string text) => text.StartsWith(Value, StringComparison.Ordinal);
}
