namespace ObjectStore.Policies.Conditions;

/// <summary>How many values of a key have to match.</summary>
internal enum Quantifier
{
    /// <summary>The key has one value; of several, any may match.</summary>
    Single,

    /// <summary><c>ForAllValues</c>: all of them, and there may be none.</summary>
    All,

    /// <summary><c>ForAnyValue</c>: at least one.</summary>
    Any,
}
