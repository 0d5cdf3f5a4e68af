namespace Mlx4.Generators.Analysis.Paths;

/// <summary>Values and places are looked up so often that what the compiler writes for records, which mixes their types in, is too slow for them.</summary>
internal static class Hashing
{
    /// <summary>Keeps the parts of a hash apart.</summary>
    public const int Factor = -1521134295;
}
