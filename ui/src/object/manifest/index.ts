export { Manifest, YamlText } from './manifest.tsx';
export { PlaceText } from './place.tsx';
