using System.Globalization;

namespace Mlx4.Sample.Commands;

/// <summary>
/// How many virtual functions there are to be, as the kernel's parameter <c>num_vfs</c> says it: one number for those on both ports; or those on
/// port 1 only and those on port 2 only, and in a third number those on both.
/// </summary>
/// <param name="First">The first number.</param>
/// <param name="Second">The second number, if there is one.</param>
/// <param name="Third">The third number, if there is one.</param>
internal readonly record struct VirtualFunctionNumbers(int First, int? Second = null, int? Third = null)
{
    /// <summary>How many there are to be in all.</summary>
    public int Total => First + (Second ?? 0) + (Third ?? 0);

    /// <summary>The numbers, none if there are to be no functions.</summary>
    public IReadOnlyList<int> Numbers => Total == 0 ? [] : [.. new[] { First, Second, Third }.OfType<int>()];

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', new[] { First, Second, Third }.OfType<int>());

    /// <summary>A single number stands for functions on both ports.</summary>
    public static implicit operator VirtualFunctionNumbers(int onBothPorts) => new(onBothPorts);

    /// <summary>Reads one to three numbers with commas between them.</summary>
    /// <returns>Whether it is so many, and each of them is one, and they are not too large to be added.</returns>
    public static bool TryParse(string text, out VirtualFunctionNumbers numbers)
    {
        const int MostNumbers = 3;
        string[] parts = text.Split(',');
        int[] values = new int[parts.Length];
        numbers = default;
        if (parts.Length > MostNumbers)
        {
            return false;
        }
        for (int i = 0; i < parts.Length; i++)
        {
            if (!ushort.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out ushort value))
            {
                return false;
            }
            values[i] = value;
        }
        numbers = new VirtualFunctionNumbers(values[0], values.Length > 1 ? values[1] : null, values.Length > 2 ? values[2] : null);
        return true;
    }
}
