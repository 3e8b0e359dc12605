namespace ObjectStore.Policies.Tests;

/// <summary>Condition keys by name.</summary>
internal sealed class TestKeys(params (string Key, string[] Values)[] keys) : IConditionKeys
{
    public static TestKeys None { get; } = new();

    public IReadOnlyList<string>? Find(string key) => keys.Where(entry => entry.Key == key).Select(entry => entry.Values).FirstOrDefault();
}
