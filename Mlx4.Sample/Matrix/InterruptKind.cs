namespace Mlx4.Sample.Matrix;

/// <summary>What becomes of a card's interrupts.</summary>
internal enum InterruptKind
{
    /// <summary>MSI-X works.</summary>
    MsiX,

    /// <summary>The card has its pin only.</summary>
    Pin,

    /// <summary>MSI-X gets lost, and the pin works.</summary>
    TestFails,
}
