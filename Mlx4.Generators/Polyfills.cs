// What the compiler needs for records, init accessors and list patterns, and netstandard2.0 does not have.

namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit;
}

namespace System
{
    /// <summary>An index of a list pattern. The compiler asks for its offset alone.</summary>
    internal readonly struct Index(int value, bool fromEnd = false)
    {
        public int GetOffset(int length) => fromEnd ? length - value : value;
    }
}
