import { IconButton } from "app/components/icon-button.js";
import { h } from "app/lib/html.js";
import { toast } from "app/stores/overlays.js";
import { useEffect, useRef, useState } from "preact/hooks";

/**
 * Play a short sound, and stop it.
 * @param {{ src: string, name: string, volume?: number }} props volume: 0 to 1
 */
export function PlayButton({ src, name, volume = 1 }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [playing, setPlaying] = useState(false);
  useEffect(() => () => audio.current?.pause(), [src]);
  const toggle = async () => {
    if (playing) {
      audio.current?.pause();
      return;
    }
    const sound = new Audio(src);
    sound.volume = volume;
    sound.onpause = () => setPlaying(false);
    audio.current = sound;
    setPlaying(true);
    try {
      await sound.play();
    } catch (problem) {
      setPlaying(false);
      // Stopped before it began.
      if (/** @type {Error} */ (problem).name !== "AbortError")
        toast(`${name} cannot be played here.`, "danger");
    }
  };
  return h(IconButton, {
    icon: playing ? "square" : "play",
    label: playing ? `Stop ${name}` : `Play ${name}`,
    tip: playing ? "Stop" : "Play",
    class: "play-button",
    onClick: () => void toggle(),
  });
}
